import { describe, expect, it } from 'vitest'
import type { PersonOffer } from '@/backend'
import { BLANK, inputOf, isBlankParty, newParty, takeOffer } from './party'

const offer: PersonOffer = {
  id: 7, kind: 'natural', reason: 'name', description: '男，1968年生', matters: 2, particulars: { ...BLANK, name: '张三', phone: '13900000000' },
}

describe('a party being typed', () => {
  it('is blank until something is typed', () => {
    const party = newParty('applicant', 'natural')
    expect(isBlankParty(party)).toBe(true)
    party.particulars.name = '张'
    expect(isBlankParty(party)).toBe(false)
  })
  it('takes a known person and keeps what only the clerk typed', () => {
    const party = newParty('applicant', 'natural')
    party.particulars.name = '张'
    party.particulars.address = '东村 3 组'
    takeOffer(party, offer)
    expect(party.particulars).toMatchObject({ name: '张三', phone: '13900000000', address: '东村 3 组' })
    expect(inputOf(party).record).toBe(7)
  })
  it('is sent without what only the screen needs', () => {
    expect(Object.keys(inputOf(newParty('applicant', 'natural'))).sort()).toEqual(['id', 'kept', 'kind', 'particulars', 'record', 'role', 'update_record'])
  })
})
