import type { CapabilityMap } from '../upstream/capability.ts';

/** `mcp-server-git`. `git_commit_signed` starts gpg and takes a key id, so it is `execute`. */
export const GIT: CapabilityMap = {
  git_add: { action: 'write', parameters: { '/repo_path': 'path', '/files/*': 'path' } },
  git_branch: { action: 'read', parameters: { '/repo_path': 'path' } },
  git_checkout: { action: 'write', parameters: { '/repo_path': 'path' } },
  git_commit: { action: 'write', parameters: { '/repo_path': 'path', '/message': 'content' } },
  git_commit_signed: { action: 'execute', parameters: { '/repo_path': 'path', '/message': 'content' } },
  git_create_branch: { action: 'write', parameters: { '/repo_path': 'path' } },
  git_diff: { action: 'read', parameters: { '/repo_path': 'path' } },
  git_diff_staged: { action: 'read', parameters: { '/repo_path': 'path' } },
  git_diff_unstaged: { action: 'read', parameters: { '/repo_path': 'path' } },
  git_init: { action: 'write', parameters: { '/repo_path': 'path' } },
  git_log: { action: 'read', parameters: { '/repo_path': 'path' } },
  git_reset: { action: 'write', parameters: { '/repo_path': 'path' } },
  git_show: { action: 'read', parameters: { '/repo_path': 'path' } },
  git_status: { action: 'read', parameters: { '/repo_path': 'path' } },
};
