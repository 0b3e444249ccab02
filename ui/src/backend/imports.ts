import { commands } from './bindings'
import { guard } from './call'

/** Old registers: read, looked at, taken over. */
export const imports = {
  preview: guard(commands.importPreview),
  read: guard(commands.importRead),
  page: guard(commands.importPage),
  forget: guard(commands.importForget),
  run: guard(commands.importRegister),
  list: guard(commands.imports),
  template: guard(commands.importTemplate),
  exportProblems: guard(commands.exportImportProblems),
}
