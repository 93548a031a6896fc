import type { CapabilityMap } from '../upstream/capability.ts';

/**
 * `@modelcontextprotocol/server-everything`. `get-env` prints the environment of the server, and the `trigger-*`
 * and `toggle-*` tools ask the client for something: they stay unknown.
 */
export const EVERYTHING: CapabilityMap = {
  echo: { action: 'read', parameters: { '/message': 'content' } },
  'get-annotated-message': { action: 'read' },
  'get-resource-links': { action: 'read' },
  'get-resource-reference': { action: 'read' },
  'get-structured-content': { action: 'read' },
  'get-sum': { action: 'read' },
  'get-tiny-image': { action: 'read' },
  'gzip-file-as-resource': { action: 'network', parameters: { '/data': 'url' } },
  'trigger-long-running-operation': { action: 'read' },
};
