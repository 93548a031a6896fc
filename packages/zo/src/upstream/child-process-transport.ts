import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import {
  deserializeMessage,
  serializeMessage,
  type JSONRPCMessage,
  type Transport,
} from '@modelcontextprotocol/client';
import { endWithUs } from './end-with-us.ts';

export interface ChildProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the child; nothing else is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string | undefined;
  readonly maxMessageBytes: number;
  onStderr(line: string): void;
}

/** From the end of stdin to SIGTERM, and from there to SIGKILL: 2 s together. */
const STDIN_GRACE_MS = 300;
const SIGTERM_GRACE_MS = 1700;
const STDERR_LINE_BYTES = 2000;

/**
 * One server process on stdio (MCP stdio binding). Against the SDK's transport it adds an exact environment, a
 * process group of its own so that helpers die with it, and a shorter way to SIGKILL.
 */
export class ChildProcessTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #options: ChildProcessOptions;
  #child: ChildProcessByStdio<Writable, Readable, Readable> | undefined;
  #exited: Promise<void> = Promise.resolve();
  #hasExited = false;
  #isClosed = false;
  #closing: Promise<void> | undefined;
  #pending: Buffer[] = [];
  #pendingBytes = 0;

  constructor(options: ChildProcessOptions) {
    this.#options = options;
  }

  // `pid` and `stderr` are how the SDK's era probe recognises a stdio transport.
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  get stderr(): Readable | null {
    return this.#child?.stderr ?? null;
  }

  /** How the process ended, once it has. */
  get ending(): string | undefined {
    const { exitCode, signalCode } = this.#child ?? {};
    if (typeof exitCode === 'number') return `the server process ended with code ${exitCode}`;
    return typeof signalCode === 'string' ? `the server process was ended by ${signalCode}` : undefined;
  }

  async start(): Promise<void> {
    const { command, args, env, cwd } = this.#options;
    const child = spawn(command, [...args], {
      env: { ...env },
      ...(cwd === undefined ? {} : { cwd }),
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
      windowsHide: true,
    });
    this.#child = child;
    endWithUs(child);
    this.#exited = new Promise((resolve) => {
      child.once('exit', resolve);
      child.once('error', () => resolve());
    });
    child.stdin.on('error', (error) => this.onerror?.(error));
    child.stdout.on('error', (error) => this.onerror?.(error));
    child.stderr.on('error', (error) => this.onerror?.(error));
    child.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#watchStderr(child.stderr);
    child.once('exit', () => {
      // Its helpers go with it. Later the number may be another group's.
      this.#signal('SIGKILL');
      this.#hasExited = true;
      // A last answer gets a moment.
      void delay(100, undefined, { ref: false }).then(() => this.#finish());
    });
    child.once('close', () => this.#finish());
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const stdin = this.#child?.stdin;
    if (this.#isClosed || stdin === undefined || !stdin.writable)
      throw new Error('the server process is gone');
    if (stdin.write(serializeMessage(message))) return;
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        stdin.off('drain', settle);
        stdin.off('close', settle);
        resolve();
      };
      stdin.once('drain', settle);
      stdin.once('close', settle);
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    child.stdin.end();
    await this.#exitWithin(STDIN_GRACE_MS);
    this.#signal('SIGTERM');
    await this.#exitWithin(SIGTERM_GRACE_MS);
    this.#signal('SIGKILL');
    await this.#exited;
    this.#finish();
  }

  async #exitWithin(graceMs: number): Promise<void> {
    const timer = new AbortController();
    const grace = delay(graceMs, undefined, { signal: timer.signal }).catch(() => undefined);
    await Promise.race([this.#exited, grace]);
    timer.abort();
  }

  #signal(signal: NodeJS.Signals): void {
    const pid = this.#child?.pid;
    if (pid === undefined || this.#hasExited) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // The group is empty.
    }
  }

  #finish(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#pending = [];
    this.#child?.stdout.destroy();
    this.#child?.stderr.destroy();
    this.#child?.stdin.destroy();
    this.onclose?.();
  }

  #receive(chunk: Buffer): void {
    let rest = chunk;
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
      this.#pending.push(rest.subarray(0, end));
      const line = Buffer.concat(this.#pending).toString('utf8');
      this.#pending = [];
      this.#pendingBytes = 0;
      rest = rest.subarray(end + 1);
      this.#deliver(line);
    }
    if (rest.length === 0) return;
    this.#pending.push(rest);
    this.#pendingBytes += rest.length;
    if (this.#pendingBytes <= this.#options.maxMessageBytes) return;
    this.onerror?.(new Error(`expected a message of at most ${this.#options.maxMessageBytes} bytes`));
    this.#signal('SIGKILL');
    this.#finish();
  }

  #deliver(line: string): void {
    if (line.trim() === '' || this.#isClosed) return;
    try {
      this.onmessage?.(deserializeMessage(line));
    } catch (cause) {
      // Banners on stdout are common; a line that is no message is no reason to end the connection.
      this.onerror?.(new Error('expected a JSON-RPC message on stdout', { cause }));
    }
  }

  #watchStderr(stderr: Readable): void {
    let buffer = '';
    stderr.setEncoding('utf8');
    stderr.on('data', (chunk: string) => {
      buffer += chunk;
      const lines = buffer.split('\n');
      buffer = (lines.pop() ?? '').slice(0, STDERR_LINE_BYTES);
      for (const line of lines) this.#options.onStderr(line.slice(0, STDERR_LINE_BYTES));
    });
    // A process that dies of an error may not end its last line.
    stderr.on('end', () => this.#options.onStderr(buffer));
  }
}
