import { commands } from './bindings'
import { guard } from './call'

/** 人员 and 单位. */
export const people = {
  list: guard(commands.people),
  read: guard(commands.person),
  forEdit: guard(commands.personForEdit),
  save: guard(commands.savePerson),
  suggest: guard(commands.suggestPeople),
  checkIdentity: guard(commands.checkIdentity),
  exportList: guard(commands.exportPeople),
}
