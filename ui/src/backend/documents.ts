import { commands } from './bindings'
import { guard } from './call'

/** 文书. */
export const documents = {
  check: guard(commands.checkDocument),
  preview: guard(commands.previewDocument),
  issue: guard(commands.issueDocument),
  pdf: guard(commands.documentPdf),
  void: guard(commands.voidDocument),
  formsFor: guard(commands.formsFor),
  printers: guard(commands.printers),
  print: guard(commands.printDocuments),
}
