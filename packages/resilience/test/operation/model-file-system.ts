import { basename, dirname } from 'node:path';
import type { FileSystem } from '../../src/operation/file-system.ts';

interface ModelFile {
  kind: 'file';
  content: Uint8Array;
  /** What is on the disk of it; undefined before the first sync. */
  synced: Uint8Array | undefined;
}
interface ModelLink {
  kind: 'link';
  target: string;
}
interface ModelFolder {
  kind: 'folder';
  names: Map<string, Node>;
  synced: Map<string, Node>;
}
type Node = ModelFile | ModelLink | ModelFolder;

/** The machine stopped, or the disk failed, in front of a change. */
export class Failure extends Error {
  readonly isStop: boolean;
  readonly code: string;

  constructor(isStop: boolean, code: string) {
    super(code);
    this.isStop = isStop;
    this.code = code;
  }
}

/**
 * What is found after a stop. `kept`: everything, as when a process is killed. `lost`: only what was synced. `torn`: all
 * names, and of files that were not synced none of their bytes.
 */
export const afterStops = ['kept', 'lost', 'torn'] as const;
export type AfterStop = (typeof afterStops)[number];

/** Files in memory that know what of them is on the disk. */
export class ModelFileSystem implements FileSystem {
  readonly #root: ModelFolder;
  /** Changes made so far. */
  changes = 0;
  /** In front of which change what happens. */
  failAt: { readonly change: number; readonly code: string; readonly isStop: boolean } | undefined;
  /** Looks at every state that somebody else could see. */
  watch: () => void = () => {};

  constructor(root: ModelFolder = folder()) {
    this.#root = root;
  }

  afterStop(kind: AfterStop): ModelFileSystem {
    const copies = new Map<Node, Node>();
    const copy = (node: Node): Node => {
      const known = copies.get(node);
      if (known !== undefined) return known;
      if (node.kind === 'link') return { ...node };
      if (node.kind === 'file') {
        const content = kind === 'kept' ? node.content : (node.synced ?? new Uint8Array());
        const file: ModelFile = { kind: 'file', content, synced: content };
        copies.set(node, file);
        return file;
      }
      const names = new Map(
        [...(kind === 'lost' ? node.synced : node.names)].map(([name, inner]) => [name, copy(inner)]),
      );
      return { kind: 'folder', names, synced: new Map(names) };
    };
    return new ModelFileSystem(copy(this.#root) as ModelFolder);
  }

  /** What is read of a file through a link in a folder, at this instant. */
  through(home: string, link: string, name: string): string {
    const node = this.#at(`${home}/${link}`);
    if (node?.kind !== 'link') return 'nothing';
    const file = this.#at(`${home}/${node.target}/${name}`);
    return file?.kind === 'file' ? Buffer.from(file.content).toString() : 'nothing whole';
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    const node = this.#at(path);
    return node?.kind === 'file' ? node.content : undefined;
  }

  async readLink(path: string): Promise<string | undefined> {
    const node = this.#at(path);
    return node?.kind === 'link' ? node.target : undefined;
  }

  async list(
    path: string,
  ): Promise<readonly { readonly name: string; readonly isFolder: boolean }[] | undefined> {
    const node = this.#at(path);
    if (node?.kind !== 'folder') return undefined;
    return [...node.names].map(([name, { kind }]) => ({ name, isFolder: kind === 'folder' }));
  }

  async write(path: string, content: Uint8Array): Promise<void> {
    this.#change(() => {
      const parent = this.#parent(path);
      const node = parent.names.get(basename(path));
      if (node?.kind === 'file') node.content = content;
      else parent.names.set(basename(path), { kind: 'file', content, synced: undefined });
    });
  }

  async syncFile(path: string): Promise<void> {
    this.#change(() => {
      const node = this.#at(path);
      if (node?.kind !== 'file') throw missing(path);
      node.synced = node.content;
    });
  }

  async syncFolder(path: string): Promise<void> {
    this.#change(() => {
      const node = this.#at(path);
      if (node?.kind !== 'folder') throw missing(path);
      node.synced = new Map(node.names);
    });
  }

  async makeFolder(path: string): Promise<void> {
    this.#add(path, folder());
  }

  async link(path: string, target: string): Promise<void> {
    this.#add(path, { kind: 'link', target });
  }

  async rename(from: string, to: string): Promise<void> {
    this.#change(() => {
      const node = this.#at(from);
      if (node === undefined) throw missing(from);
      const replaced = this.#at(to);
      if (replaced?.kind === 'folder' && replaced.names.size > 0) throw new Failure(false, 'ENOTEMPTY');
      this.#parent(from).names.delete(basename(from));
      this.#parent(to).names.set(basename(to), node);
    });
  }

  async removeFile(path: string): Promise<void> {
    this.#change(() => {
      const node = this.#at(path);
      if (node === undefined || node.kind === 'folder') throw missing(path);
      this.#parent(path).names.delete(basename(path));
    });
  }

  async removeFolder(path: string): Promise<void> {
    this.#change(() => {
      const node = this.#at(path);
      if (node?.kind !== 'folder') throw missing(path);
      if (node.names.size > 0) throw new Failure(false, 'ENOTEMPTY');
      this.#parent(path).names.delete(basename(path));
    });
  }

  #add(path: string, node: Node): void {
    this.#change(() => {
      const { names } = this.#parent(path);
      if (names.has(basename(path))) throw new Failure(false, 'EEXIST');
      names.set(basename(path), node);
    });
  }

  #change(apply: () => void): void {
    if (this.failAt?.change === this.changes) {
      const { isStop, code } = this.failAt;
      // A machine that has stopped does nothing any more; a disk that fails once may go on.
      if (!isStop) this.failAt = undefined;
      throw new Failure(isStop, code);
    }
    apply();
    this.changes += 1;
    this.watch();
  }

  #at(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const name of path.split('/').filter((part) => part !== '')) {
      node = node?.kind === 'folder' ? node.names.get(name) : undefined;
    }
    return node;
  }

  #parent(path: string): ModelFolder {
    const node = this.#at(dirname(path));
    if (node?.kind !== 'folder') throw missing(path);
    return node;
  }
}

function folder(): ModelFolder {
  return { kind: 'folder', names: new Map(), synced: new Map() };
}

function missing(path: string): Failure {
  return new Failure(false, `ENOENT ${path}`);
}
