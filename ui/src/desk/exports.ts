import { files } from '@/backend'
import { refuse } from './messages'

/** Shows the folder for exports in the system's file manager. */
export async function openExports(): Promise<void> {
  await files.openExports().catch(refuse)
}
