import type {
  CallToolResult,
  ContentBlock,
  GetPromptResult,
  ReadResourceResult,
} from '@modelcontextprotocol/client';
import type { DeliveryPlan } from '../call/obligations.ts';
import { REDACTED, Redaction, type RedactText } from './redact.ts';

const WITHHELD = '[withheld: what it holds cannot be checked]';

/** A tool's result as the client may see it. This is where results are scanned. */
export function deliverToolResult(
  result: CallToolResult,
  plan: DeliveryPlan,
  redactText: RedactText,
): CallToolResult {
  const redaction = new Redaction(plan.redact, redactText);
  for (const part of [result.structuredContent, ...result.content.map(textOf)]) redaction.learn(part);
  const structuredContent =
    result.structuredContent === undefined ? undefined : redaction.json(result.structuredContent);
  const content = redaction.names('content')
    ? [{ type: 'text' as const, text: REDACTED }]
    : result.content.map((block) => deliverBlock(block, redaction));
  return {
    content: [...content, ...notes(plan, redaction).map((text) => ({ type: 'text' as const, text }))],
    ...(structuredContent === undefined ? {} : { structuredContent }),
    ...(result.isError === undefined ? {} : { isError: result.isError }),
  };
}

export function deliverResource(
  result: ReadResourceResult,
  plan: DeliveryPlan,
  redactText: RedactText,
): ReadResourceResult {
  const redaction = new Redaction(plan.redact, redactText);
  for (const item of result.contents) redaction.learn(textOfContents(item));
  const contents = result.contents.map((item) => deliverContents(item, redaction));
  const uri = result.contents[0]?.uri ?? 'zoqore:watermark';
  return {
    contents: [...contents, ...notes(plan, redaction).map((text) => ({ uri, mimeType: 'text/plain', text }))],
  };
}

export function deliverPrompt(
  result: GetPromptResult,
  plan: DeliveryPlan,
  redactText: RedactText,
): GetPromptResult {
  const redaction = new Redaction(plan.redact, redactText);
  for (const { content } of result.messages) redaction.learn(textOf(content));
  const messages = result.messages.map(({ role, content }) => ({
    role,
    content: deliverBlock(content, redaction),
  }));
  const added = notes(plan, redaction).map((text) => ({
    role: 'user' as const,
    content: { type: 'text' as const, text },
  }));
  return {
    ...(result.description === undefined ? {} : { description: redaction.text(result.description) }),
    messages: [...messages, ...added],
  };
}

/** Without the word that something is missing, an agent would write the gap back over the original. */
function notes(plan: DeliveryPlan, redaction: Redaction): readonly string[] {
  const taken = redaction.secretsTaken;
  const note = `ZoQore took ${taken} ${taken === 1 ? 'secret' : 'secrets'} out of this result; do not write it back.`;
  return taken === 0 ? plan.notes : [...plan.notes, note];
}

function textOf(block: ContentBlock): string | undefined {
  if (block.type === 'text') return block.text;
  return block.type === 'resource' ? textOfContents(block.resource) : undefined;
}

function textOfContents(item: Contents): string | undefined {
  return 'text' in item ? item.text : undefined;
}

/** Without `_meta`: what no one shows to a person or a model is the place to hide something. */
function deliverBlock(original: ContentBlock, redaction: Redaction): ContentBlock {
  const { _meta: _, ...block } = original;
  switch (block.type) {
    case 'text':
      return { ...block, text: redaction.text(block.text) };
    case 'resource':
      return { ...block, resource: deliverContents(block.resource, redaction) };
    case 'resource_link':
    case 'image':
    case 'audio':
      return redaction.takesMembers ? { type: 'text', text: WITHHELD } : block;
    default:
      // A later revision's block: nothing here knows where its text is.
      return { type: 'text', text: WITHHELD };
  }
}

type Contents = ReadResourceResult['contents'][number];

function deliverContents(original: Contents, redaction: Redaction): Contents {
  const { _meta: _, ...item } = original;
  if ('text' in item) return { ...item, text: redaction.text(item.text) };
  return redaction.takesMembers ? { uri: item.uri, mimeType: 'text/plain', text: WITHHELD } : item;
}
