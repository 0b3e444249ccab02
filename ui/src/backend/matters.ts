import { commands } from './bindings'
import { guard, guarded } from './call'

/** 台账 and 事项. */
export const matters = {
  register: guard(commands.register),
  registerPdf: guard(commands.registerPdf),
  exportRegister: guard(commands.exportRegister),
  read: guard(commands.matter),
  create: guard(commands.createMatter),
  save: guard(commands.saveMatter),
  assess: guard(commands.assessDraft),
  defaults: guard(commands.defaults),
  entryDefaults: guard(commands.entryDefaults),
  entryFields: guard(commands.entryFields),
  transition: guard(commands.transition),
  history: guard(commands.history),
  partyForEdit: guard(commands.partyForEdit),
  choose: (kind: string, search: string) => guarded(() => commands.chooseMatter(kind, search, 12)),
  saveJournal: guard(commands.saveJournal),
  batch: guard(commands.batch),
  saveBatch: guard(commands.saveBatch),
  batchPasted: guard(commands.batchPasted),
  timeline: guard(commands.timeline),
  explainDuty: guard(commands.explainDuty),
  explanationPdf: guard(commands.explanationPdf),
}
