import { expect, it } from 'vitest'
import type { ArticleView } from '@/backend'
import { isProgram } from './media'
import { byText, plainWords, whereQuoted } from './words'

it('reads a text without the marks of its headings', () => {
  expect(plainWords('# 民法典\n## 第十章 期间计算\n第二百条')).toBe('民法典\n第十章 期间计算\n第二百条')
})

it('shows a text once, with all its sentences', () => {
  const article = (text: string, quote: string): ArticleView => ({ text, quote, title: '', number: '', effective_from: null, until: null, source: '', before: '', after: '' })
  expect(byText([article('a', '一'), article('b', '二'), article('a', '三')]).map((one) => one.map((part) => part.quote))).toEqual([['一', '三'], ['二']])
})

it('finds the paragraph that is quoted', () => {
  const paragraphs = ['## 第一章', '第二十七条  人民调解员应当。', '第二十八条 其他。']
  expect(whereQuoted(paragraphs, '第二十七条 人民调解员应当。\n后面')).toBe(1)
  expect(whereQuoted(paragraphs, '没有这一句')).toBe(-1)
  expect(whereQuoted(paragraphs, '')).toBe(-1)
})

it('knows a program by its name', () => {
  expect(['程序.exe', 'a.BAT', 'x.ps1'].every(isProgram)).toBe(true)
  expect(['照片.jpg', '协议.pdf', 'exe.docx'].some(isProgram)).toBe(false)
})
