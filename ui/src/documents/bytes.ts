import type { PdfView } from '@/backend'

/** The bytes of a PDF as they came from the core. */
export function pdfBytes(pdf: PdfView): Uint8Array<ArrayBuffer> {
  const binary = atob(pdf.base64)
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index)
  return bytes
}
