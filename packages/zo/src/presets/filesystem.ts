import type { CapabilityMap } from '../upstream/capability.ts';

/** `@modelcontextprotocol/server-filesystem` 2026.8.31. */
export const FILESYSTEM: CapabilityMap = {
  create_directory: { action: 'write', parameters: { '/path': 'path' } },
  directory_tree: { action: 'read', parameters: { '/path': 'path' } },
  edit_file: { action: 'write', parameters: { '/path': 'path', '/edits/*/newText': 'content' } },
  get_file_info: { action: 'read', parameters: { '/path': 'path' } },
  list_allowed_directories: { action: 'read' },
  list_directory: { action: 'read', parameters: { '/path': 'path' } },
  list_directory_with_sizes: { action: 'read', parameters: { '/path': 'path' } },
  move_file: { action: 'write', parameters: { '/source': 'path', '/destination': 'path' } },
  read_file: { action: 'read', parameters: { '/path': 'path' } },
  read_media_file: { action: 'read', parameters: { '/path': 'path' } },
  read_multiple_files: { action: 'read', parameters: { '/paths/*': 'path' } },
  read_text_file: { action: 'read', parameters: { '/path': 'path' } },
  search_files: { action: 'read', parameters: { '/path': 'path' } },
  write_file: { action: 'write', parameters: { '/path': 'path', '/content': 'content' } },
};
