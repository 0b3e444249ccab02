/** Whether the window itself can show a file of this kind. */
export function canShow(mediaType: string): boolean {
  return mediaType === 'application/pdf' || /^image\/(png|jpeg|gif|webp|bmp)$/.test(mediaType)
}
