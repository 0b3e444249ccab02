import { events, type JobProgress, type Value } from './bindings'

export type * from './bindings'
export type { Value as JsonValue } from './bindings'
export { asFailure, Failure, type WrongField } from './failure'
export { onRefused } from './call'
export { approvals } from './approvals'
export { backups } from './backups'
export { board, desk } from './desk'
export { documents } from './documents'
export { files } from './files'
export { imports } from './imports'
export { matters } from './matters'
export { people } from './people'
export { reports } from './reports'
export { settings } from './settings'
export { volumes } from './volumes'
export { wording } from './wording'

/** Values by field id, as they travel. */
export type Values = { [field: string]: Value }

/** Progress of long work, as the strip at the bottom shows it. */
export function onJob(told: (progress: JobProgress) => void): Promise<() => void> {
  return events.jobEvent.listen((event) => told(event.payload))
}

/** Told when long work saved something, so that the screens read again. */
export function onChanged(told: () => void): Promise<() => void> {
  return events.changedEvent.listen(() => told())
}
