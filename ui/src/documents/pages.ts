import './streams'
import type { PDFDocumentProxy } from 'pdfjs-dist'

type Viewer = typeof import('pdfjs-dist')
let loading: Promise<Viewer> | null = null

/** The page viewer, loaded when a document is first shown; it parses in a worker, so typing is never held up. */
function viewer(): Promise<Viewer> {
  loading ??= import('pdfjs-dist').then((pdfjs) => {
    pdfjs.GlobalWorkerOptions.workerPort = new Worker(new URL('./page.worker.ts', import.meta.url), { type: 'module' })
    return pdfjs
  })
  return loading
}

/** A PDF opened for drawing. */
export async function openPdf(bytes: Uint8Array): Promise<PDFDocumentProxy> {
  const pdfjs = await viewer()
  return pdfjs.getDocument({ data: bytes, isEvalSupported: false, enableXfa: false }).promise
}

/** Draws one page this many CSS pixels wide on a fresh canvas, sharp on the screen it is shown on. */
export async function drawPage(pdf: PDFDocumentProxy, number: number, width: number): Promise<HTMLCanvasElement> {
  const page = await pdf.getPage(number)
  const natural = page.getViewport({ scale: 1 })
  const sharpness = Math.min(3, Math.max(1, window.devicePixelRatio))
  const viewport = page.getViewport({ scale: (width / natural.width) * sharpness })
  const canvas = document.createElement('canvas')
  canvas.width = Math.floor(viewport.width)
  canvas.height = Math.floor(viewport.height)
  canvas.style.width = `${width}px`
  canvas.style.height = `${Math.floor(viewport.height / sharpness)}px`
  await page.render({ canvas, viewport }).promise
  page.cleanup()
  return canvas
}

/** The words of a page, for those who listen instead of look. */
export async function pageText(pdf: PDFDocumentProxy, number: number): Promise<string> {
  const content = await (await pdf.getPage(number)).getTextContent()
  return content.items.map((item) => ('str' in item ? item.str : '')).join('')
}
