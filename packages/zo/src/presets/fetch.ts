import type { CapabilityMap } from '../capability.ts';

/** `mcp-server-fetch`. */
export const FETCH: CapabilityMap = {
  fetch: { action: 'network', parameters: { '/url': 'url' } },
};
