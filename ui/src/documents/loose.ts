import { files, type Duplex, type PdfView, type Printed } from '@/backend'
import { pdfBytes } from './bytes'

function hand(pdf: PdfView, name: string): Promise<string> {
  return files.upload(new File([pdfBytes(pdf)], name, { type: 'application/pdf' }))
}

/** Prints a PDF that is no issued document. */
export async function printLoose(pdf: PdfView, title: string, printer: string, copies: number, duplex: Duplex): Promise<Printed> {
  const token = await hand(pdf, `${title}.pdf`)
  try {
    return await files.printUpload(token, title, printer, copies, duplex)
  } finally {
    await files.discard(token).catch(() => null)
  }
}

/** Writes a PDF that is no issued document into the folder for exports; its path. */
export async function saveLoose(pdf: PdfView, name: string): Promise<string> {
  const token = await hand(pdf, name)
  try {
    return await files.saveUpload(token, name)
  } finally {
    await files.discard(token).catch(() => null)
  }
}
