import { files, type Duplex, type PdfView, type Printed } from '@/backend'
import { pdfBytes } from './bytes'

function hand(pdf: PdfView, name: string): Promise<string> {
  return files.upload(new File([pdfBytes(pdf)], name, { type: 'application/pdf' }))
}

/** A PDF that is no issued document, as the print dialog takes it. */
export interface Loose {
  title: string
  print: (printer: string, copies: number, duplex: Duplex) => Promise<Printed>
  save: () => Promise<string>
  /** How it is meant to be printed, where it matters. */
  duplex?: Duplex
}

/** Pages that the core made and the window holds, of a matter where there is one. */
export function looseOf(pdf: PdfView, title: string, matter: number | null = null): Loose {
  return { title, print: (printer, copies, duplex) => printLoose(pdf, title, printer, copies, duplex), save: () => saveLoose(pdf, `${title}.pdf`, matter) }
}

/** Prints a PDF that is no issued document. */
async function printLoose(pdf: PdfView, title: string, printer: string, copies: number, duplex: Duplex): Promise<Printed> {
  const token = await hand(pdf, `${title}.pdf`)
  try {
    return await files.printUpload(token, title, printer, copies, duplex)
  } finally {
    await files.discard(token).catch(() => null)
  }
}

/** Writes a PDF that is no issued document into the folder for exports; its path. */
export async function saveLoose(pdf: PdfView, name: string, matter: number | null = null): Promise<string> {
  const token = await hand(pdf, name)
  try {
    return await files.saveUpload(token, name, matter)
  } finally {
    await files.discard(token).catch(() => null)
  }
}
