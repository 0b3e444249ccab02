import { invoke } from '@tauri-apps/api/core'
import { commands } from './bindings'
import { guard, guarded } from './call'

/** Files in and out: bytes go in and get a token, what goes out lands in the folder for exports. */
export const files = {
  /** Hands a file in; the token stands for it until it is used or discarded. */
  upload: async (file: File) => {
    const bytes = new Uint8Array(await file.arrayBuffer())
    // A raw body is nothing the generated bindings can send.
    return guarded(() => invoke<string>('upload', bytes, { headers: { name: encodeURIComponent(file.name) } }))
  },
  discard: guard(commands.discardUpload),
  attach: guard(commands.attach),
  fileUnder: guard(commands.fileAttachment),
  sign: guard(commands.signDocument),
  addScan: guard(commands.addScan),
  saveDocument: guard(commands.saveDocument),
  saveAttachment: guard(commands.saveAttachment),
  exportDocuments: guard(commands.exportDocuments),
  saveUpload: guard(commands.saveUpload),
  saveHolidayExample: guard(commands.saveHolidayExample),
  printUpload: guard(commands.printUpload),
  attachmentBytes: guard(commands.attachmentBytes),
  openExports: guard(commands.openExports),
}
