import type { CapabilityMap } from '../upstream/capability.ts';

/** `mcp-server-fetch`. */
export const FETCH: CapabilityMap = {
  fetch: { action: 'network', parameters: { '/url': 'url' } },
};
