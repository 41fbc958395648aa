import type { Workspace, WorkspaceAccess } from '../api/types';

/** Whose a workspace is, in words. */
export function kindWord(kind: Workspace['kind']): string {
  return {
    team: 'people of the production',
    vendor: 'a VFX vendor',
    finishing: 'a finishing house',
    personal: 'one person',
  }[kind];
}

/** The address of a file of a folder; names may hold anything but a slash that is none. */
export function fileAddress(workspace: string, folder: string, path: string): string {
  return `/api/workspaces/${workspace}/folders/${folder}/files/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** What somebody may do in a workspace, in words. */
export const accessWords: Record<WorkspaceAccess, string> = {
  download: 'see and download',
  see: 'see',
  'hand-in': 'hand files in, and see nothing else',
  change: 'see, download, hand in and arrange',
};
