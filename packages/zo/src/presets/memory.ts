import type { CapabilityMap } from '../upstream/capability.ts';

/** `@modelcontextprotocol/server-memory`. */
export const MEMORY: CapabilityMap = {
  add_observations: { action: 'write', parameters: { '/observations/*/contents/*': 'content' } },
  create_entities: { action: 'write', parameters: { '/entities/*/observations/*': 'content' } },
  create_relations: { action: 'write' },
  delete_entities: { action: 'write' },
  delete_observations: { action: 'write' },
  delete_relations: { action: 'write' },
  open_nodes: { action: 'read' },
  read_graph: { action: 'read' },
  search_nodes: { action: 'read' },
};
