import type { ArticleView } from '@/backend'

/** A text as it is read: without the marks its headings are kept with. */
export function plainWords(text: string): string {
  return text.replace(/^[ \t]*#{1,6}[ \t]+/gm, '')
}

/** Articles by their text, each text once, in the order they came. */
export function byText(articles: ArticleView[]): ArticleView[][] {
  const texts = new Map<string, ArticleView[]>()
  for (const article of articles) texts.set(article.text, [...(texts.get(article.text) ?? []), article])
  return [...texts.values()]
}

/** Where in the paragraphs of a text a quotation begins; -1 when it is not found. */
export function whereQuoted(paragraphs: string[], quote: string): number {
  const bare = (text: string) => plainWords(text).replace(/\s+/g, '')
  const start = bare(quote.split('\n')[0] ?? '').slice(0, 24)
  if (start === '') return -1
  return paragraphs.findIndex((paragraph) => bare(paragraph).includes(start))
}
