import type { ReportView } from '@/backend'

const BAR = 14
const GAP = 8
/** Room for the number behind the longest bar. */
const NUMBER = 56
/** A character of a row's title, and how many fit. */
const CHARACTER = 13
const CHARACTERS = 11

export interface Bar { series: number; top: number; height: number; length: number; text: string }
export interface ChartRow { title: string; short: string; middle: number; bars: Bar[] }
export interface Chart { series: string[]; rows: ChartRow[]; axis: number; height: number }

/**
 * The bars of a report in a drawing so many pixels broad: its rows in their order (never by size: nobody is ranked), those
 * without a number left out.
 */
export function barsOf(report: ReportView, width: number): Chart {
  const columns = report.chart.slice(0, 3).map((id) => report.columns.findIndex((column) => column.id === id)).filter((at) => at >= 0)
  const series = columns.map((at) => {
    const column = report.columns[at]
    return column?.group ? `${column.group}${column.title}` : column?.title ?? ''
  })
  const lines = report.lines.filter((line) => columns.some((at) => (line.cells[at]?.number ?? 0) > 0))
  const most = Math.max(1, ...lines.flatMap((line) => columns.map((at) => line.cells[at]?.number ?? 0)))
  const short = (title: string) => (title.length > CHARACTERS ? `${title.slice(0, CHARACTERS - 1)}…` : title)
  const axis = 12 + CHARACTER * Math.max(2, ...lines.map((line) => short(line.title).length))
  const room = Math.max(40, width - axis - NUMBER)
  let top = GAP / 2
  const rows = lines.map((line) => {
    const begin = top
    const bars = columns.map((at, index) => {
      const cell = line.cells[at]
      const bar = { series: index, top, height: BAR, length: (Math.max(0, cell?.number ?? 0) / most) * room, text: cell?.text ?? '' }
      top += BAR
      return bar
    })
    const middle = (begin + top) / 2
    top += GAP
    return { title: line.title, short: short(line.title), middle, bars }
  })
  return { series, rows, axis, height: Math.max(top, GAP) }
}
