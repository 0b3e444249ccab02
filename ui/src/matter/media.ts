/** Whether the window itself can show a file of this kind. */
export function canShow(mediaType: string): boolean {
  return mediaType === 'application/pdf' || /^image\/(png|jpeg|gif|webp|bmp)$/.test(mediaType)
}

/** Whether a file's name says that it is a program, which nobody keeps as evidence. */
export function isProgram(name: string): boolean {
  return /\.(exe|msi|bat|cmd|com|scr|pif|jse?|vb[es]?|ps1|sh|jar|lnk|dll|apk|deb|rpm|appimage|desktop)$/i.test(name)
}
