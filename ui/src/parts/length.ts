/** The units of a period as the core writes them, and in words. */
export const LENGTH_UNITS = [
  { id: 'hour', word: '小时' },
  { id: 'day', word: '天' },
  { id: 'workday', word: '个工作日' },
  { id: 'week', word: '周' },
  { id: 'half-month', word: '个半月' },
  { id: 'month', word: '个月' },
  { id: 'quarter', word: '个季度' },
  { id: 'year', word: '年' },
] as const

/** A period such as `30 days` taken apart; null when the value is none. */
export function readLength(value: unknown): { count: number; unit: string } | null {
  const parts = typeof value === 'string' ? /^(\d{1,4}) ([a-z-]+?)s?$/.exec(value) : null
  const unit = LENGTH_UNITS.find((one) => one.id === parts?.[2])
  return parts && unit ? { count: Number(parts[1]), unit: unit.id } : null
}

/** As the core writes it: `1 month`, `30 days`. */
export function writeLength(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/** In words: `30 天`, `3 个月`. */
export function lengthWords(value: unknown): string | null {
  const length = readLength(value)
  return length ? `${length.count} ${LENGTH_UNITS.find((one) => one.id === length.unit)?.word ?? ''}` : null
}
