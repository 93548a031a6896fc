import type { Action, Json, Resource, ToolCall } from '@zoqore/policy';
import { inspectContent, inspectPath, inspectTool, inspectUrl, missingSignal } from '@zoqore/risk';
import type { Detector, PathAccess, Signal, Surroundings } from '@zoqore/risk';
import { describeCommand, describePath, describeToolArguments } from './describe-arguments.ts';
import type { Finding } from './describe-arguments.ts';
import { invalid, parseToolContext } from './decision-request.ts';
import type { DecisionRequest, ToolContext } from './decision-request.ts';

/** What a request touches and what its own text shows, before anything is known of the world. */
export interface Description {
  /** At least one, the primary first; at most 512. */
  readonly resources: readonly Resource[];
  /** There is more, here or in a command line. What was left out is judged by nobody, so a person has to allow it. */
  readonly isCutShort: boolean;
  readonly signals: readonly Signal[];
  readonly tool?: ToolCall;
  readonly toolDefinition?: string;
  readonly session?: string;
}

/**
 * Reads a wire request as resources and risk signals (the table of surfaces in the decision contract). A detector
 * that fails leaves an L3 signal behind; the only exception is a malformed `context.tool`.
 * @throws RuntimeError VALIDATION_ERROR
 */
export function describe(request: DecisionRequest, place: Omit<Surroundings, 'cwd'>): Description {
  const tool = parseToolContext(request);
  requireOneTool(request, tool);
  const surroundings = withCwd(place, request.context?.['cwd']);
  const session = request.context?.['session'];
  const found = tool === undefined ? describePlain(request, surroundings) : undefined;
  const findings: Finding[] = [];
  if (found !== undefined) findings.push(found);
  if (tool !== undefined) {
    findings.push({
      resources: [{ kind: 'tool', server: tool.server, name: tool.name, certainty: 'declared' }],
      signals: toolSignals(tool),
    });
    findings.push(
      guarded('tool', () => describeToolArguments(tool, { surroundings, access: accessOf(request.action) })),
    );
    // A tool call may name a resource too (`resources/read`); then both are judged.
    if (toolTarget(request.targetPath) === undefined) findings.push(describePlain(request, surroundings));
    else findings.push(describeContent(request, surroundings));
  }
  const signals = findings.flatMap((finding) => finding.signals);
  const touched = firstOf(findings.flatMap((finding) => finding.resources));
  const isPartial = touched.isCutShort || findings.some((finding) => finding.isCutShort === true);
  if (isPartial) signals.push(missingSignal(tool === undefined ? 'shell' : 'tool', tooComplex));
  return {
    resources: touched.resources,
    isCutShort: isPartial || signals.some(({ id }) => id === 'shell.too-complex'),
    signals,
    ...(tool === undefined
      ? {}
      : { tool: { server: tool.server, name: tool.name, arguments: tool.arguments } }),
    ...(tool?.definitionDigest === undefined ? {} : { toolDefinition: tool.definitionDigest }),
    ...(typeof session === 'string' ? { session } : {}),
  };
}

/** Policy judges each alone: what one request may ask of it has a bound, for everybody waits meanwhile. */
const maxResources = 512;
const tooComplex = `too-complex: more than can be judged at once, and only the first ${maxResources} are`;

function firstOf(all: readonly Resource[]): Pick<Description, 'resources' | 'isCutShort'> {
  if (all.length <= maxResources) return { resources: all, isCutShort: false };
  const distinct = new Map<string, Resource>();
  for (const resource of all) {
    const key = JSON.stringify(resource);
    if (distinct.has(key)) continue;
    if (distinct.size === maxResources) return { resources: [...distinct.values()], isCutShort: true };
    distinct.set(key, resource);
  }
  return { resources: [...distinct.values()], isCutShort: false };
}

function describePlain(request: DecisionRequest, surroundings: Surroundings): Finding {
  const target = guarded('path', () => describeTarget(request, surroundings));
  const isJudged = request.action === 'execute' && toolTarget(request.targetPath) === undefined;
  if (isJudged) return target;
  const content = describeContent(request, surroundings);
  return {
    resources: [...target.resources, ...content.resources],
    signals: [...target.signals, ...content.signals],
  };
}

/** What would be written, sent or run. */
function describeContent({ action, content }: DecisionRequest, surroundings: Surroundings): Finding {
  if (content === undefined) return { resources: [], signals: [] };
  if (action === 'execute') return guarded('shell', () => describeCommand(content, surroundings, 'declared'));
  return guarded('content', () => ({ resources: [], signals: inspectContent(content).signals }));
}

function describeTarget(request: DecisionRequest, surroundings: Surroundings): Finding {
  const { targetPath, action, content } = request;
  const tool = toolTarget(targetPath);
  if (tool !== undefined) {
    return {
      resources: [{ kind: 'tool', ...tool, certainty: 'declared' }],
      signals: toolSignals({ isKnown: false }),
    };
  }
  if (action === 'execute') return describeExecution(targetPath, content, surroundings);
  if (isUrl(targetPath)) return describeUrl(targetPath, request.context?.['method']);
  return describePath(targetPath, 'declared', { surroundings, access: accessOf(action) });
}

/** The command line is the content, or the target when there is none; a target beside a command is where it runs. */
function describeExecution(target: string, content: string | undefined, surroundings: Surroundings): Finding {
  if (content === undefined) return describeCommand(target, surroundings, 'declared');
  const command = describeCommand(content, surroundings, 'declared');
  const where = isUrl(target)
    ? describeUrl(target, undefined)
    : describePath(target, 'declared', { surroundings, access: 'read' });
  return {
    resources: [
      ...command.resources,
      ...where.resources.map((resource): Resource => ({
        ...resource,
        certainty: 'inferred',
        action: 'read',
      })),
    ],
    signals: [...command.signals, ...where.signals],
  };
}

function accessOf(action: Action): PathAccess {
  return action === 'read' || action === 'write' ? action : 'unknown';
}

function describeUrl(text: string, method: Json | undefined): Finding {
  const { url, scheme, host, port, path, signals } = inspectUrl(text);
  const resource: Resource = {
    kind: 'url',
    url,
    scheme,
    host,
    port,
    path,
    certainty: 'declared',
    ...(typeof method === 'string' ? { method: method.toUpperCase() } : {}),
  };
  return { resources: [resource], signals };
}

/** `repo:` and `file:` name files; every other scheme with `//` is a URL. */
function isUrl(target: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(target) && !/^(?:repo|file):/i.test(target);
}

/** What an approver is shown and what policy judges must be the same tool. @throws RuntimeError VALIDATION_ERROR */
function requireOneTool({ targetPath }: DecisionRequest, tool: ToolContext | undefined): void {
  const target = toolTarget(targetPath);
  if (target === undefined || tool === undefined) return;
  if (target.server === tool.server && target.name === tool.name) return;
  throw invalid([
    {
      path: 'context.tool',
      message: `expected the tool that targetPath names, found \`${tool.server}/${tool.name}\``,
    },
  ]);
}

function toolTarget(target: string): { server: string; name: string } | undefined {
  const match = /^tool:([^/]+)\/(.+)$/s.exec(target);
  const [, server, name] = match ?? [];
  return server === undefined || name === undefined ? undefined : { server, name };
}

/** A changed definition is not the detector's here: it escalates by itself and must not become a refusal (`conclude`). */
function toolSignals({
  isKnown,
  annotations,
  descriptionMarks,
}: Pick<ToolContext, 'isKnown' | 'annotations' | 'descriptionMarks'>): readonly Signal[] {
  const { destructiveHint, readOnlyHint, openWorldHint } = annotations ?? {};
  return inspectTool({
    isKnown,
    definitionChanged: false,
    descriptionMarks: descriptionMarks ?? [],
    annotations: {
      ...(destructiveHint === undefined ? {} : { destructiveHint }),
      ...(readOnlyHint === undefined ? {} : { readOnlyHint }),
      ...(openWorldHint === undefined ? {} : { openWorldHint }),
    },
  });
}

function withCwd(place: Omit<Surroundings, 'cwd'>, cwd: Json | undefined): Surroundings {
  if (typeof cwd !== 'string' || cwd === '') return place;
  return { ...place, cwd: inspectPath(cwd, place).path };
}

/** A detector that cannot answer is a finding of the highest grade, never silence. */
function guarded(detector: Detector, detect: () => Finding): Finding {
  try {
    return detect();
  } catch (cause) {
    return {
      resources: [{ kind: 'service', name: `unreadable-${detector}`, certainty: 'declared' }],
      signals: [missingSignal(detector, cause instanceof Error ? cause.message : String(cause))],
    };
  }
}
