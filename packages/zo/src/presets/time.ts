import type { CapabilityMap } from '../capability.ts';

/** `mcp-server-time`. */
export const TIME: CapabilityMap = {
  convert_time: { action: 'read' },
  get_current_time: { action: 'read' },
};
