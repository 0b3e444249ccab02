import { mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { defineComponent, ref, shallowRef } from 'vue'
import type { OpenFile } from '@/matter/file'
import { useSheet, type Sheet } from './sheet'

vi.mock('@/backend', () => ({}))

function sheet(): Sheet {
  const file = { view: shallowRef(null), version: ref(0), unsaved: ref(null), id: 1, mended: () => undefined } as unknown as OpenFile
  let made: Sheet | undefined
  mount(defineComponent({ setup: () => { made = useSheet(file); return () => null } }))
  if (!made) throw new Error('no sheet')
  return made
}

describe('useSheet', () => {
  it('sends an emptied input as emptied: left out, it would take its default again', () => {
    const open = sheet()
    open.setInput('copies', 3)
    open.setInput('dated_on', null)
    expect(open.inputs.value).toEqual({ copies: 3, dated_on: '' })
  })
})
