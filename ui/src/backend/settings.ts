import { commands } from './bindings'
import { guard } from './call'

/** 设置 and 留痕. */
export const settings = {
  read: guard(commands.settings),
  saveOffice: guard(commands.saveOffice),
  choosePacks: guard(commands.choosePacks),
  saveRules: guard(commands.saveRuleSettings),
  setZoom: guard(commands.setZoom),
  setIdleMinutes: guard(commands.setIdleMinutes),
  setPrinting: guard(commands.setPrinting),
  addStaff: guard(commands.addStaff),
  setStaffActive: guard(commands.setStaffActive),
  setStaffRole: guard(commands.setStaffRole),
  previewHolidays: guard(commands.previewHolidays),
  importHolidays: guard(commands.importHolidays),
  audit: guard(commands.audit),
  auditPdf: guard(commands.auditPdf),
  exportAudit: guard(commands.exportAudit),
  checkUp: guard(commands.checkUp),
  checkState: guard(commands.checkState),
  compareTrail: guard(commands.compareTrail),
}
