import { commands } from './bindings'
import { guard, guarded } from './call'

/** The desk before and around a session. */
export const desk = {
  state: guard(commands.state),
  packs: guard(commands.packs),
  passwordHint: guard(commands.passwordHint),
  setUp: guard(commands.setUp),
  unlock: guard(commands.unlock),
  recover: guard(commands.recover),
  lock: guard(commands.lock),
  changePassword: guard(commands.changePassword),
  confirmRecovery: guard(commands.confirmRecovery),
  replaceRecovery: guard(commands.replaceRecovery),
  restoreKeyFile: guard(commands.restoreKeyFile),
  definitions: guard(commands.definitions),
  text: guard(commands.text),
  find: (words: string) => guarded(() => commands.find(words, 20)),
  keepDraft: guard(commands.keepDraft),
  draft: guard(commands.draft),
  drafts: guard(commands.drafts),
  discardDraft: guard(commands.discardDraft),
  preferences: guard(commands.preferences),
  savePreferences: guard(commands.savePreferences),
  cancelJob: guard(commands.cancelJob),
}

/** 今日. */
export const board = {
  read: guard(commands.board),
  month: guard(commands.month),
  day: guard(commands.day),
}
