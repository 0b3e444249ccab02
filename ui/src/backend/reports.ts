import { commands } from './bindings'
import { guard } from './call'

/** 报表. */
export const reports = {
  list: guard(commands.reports),
  read: guard(commands.report),
  pdf: guard(commands.reportPdf),
  exportExcel: guard(commands.exportReport),
}
