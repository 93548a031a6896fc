import type { CapabilityMap } from '../upstream/capability.ts';

/** `mcp-server-time`. */
export const TIME: CapabilityMap = {
  convert_time: { action: 'read' },
  get_current_time: { action: 'read' },
};
