import { expect, it } from 'vitest'
import type { BoardLine } from '@/backend'
import { grouped } from './grouping'

function line(matter: number, about: number, about_title: string, responsible: string | null): BoardLine {
  return { matter, about, about_title, responsible, kind_title: matter === about ? '对象' : '外出' } as BoardLine
}
const lines = [line(9, 1, '某甲', '周长河'), line(1, 1, '某甲', '周长河'), line(2, 2, '某甲', null), line(3, 3, '某乙', '周长河')]

it('puts what is due of a leave under its subject, and keeps namesakes apart', () => {
  const groups = grouped(lines, 'about')
  expect(groups.map((group) => [group.title, group.matter, group.lines.length])).toEqual([['某甲', 1, 2], ['某甲', 2, 1], ['某乙', 3, 1]])
})

it('groups by kind and by who is responsible, nobody included', () => {
  expect(grouped(lines, 'kind').map((group) => group.title)).toEqual(['外出', '对象'])
  expect(grouped(lines, 'responsible').map((group) => [group.title, group.matter])).toEqual([['周长河', null], ['还没有负责人', null]])
  expect(grouped(lines, '')).toHaveLength(1)
})
