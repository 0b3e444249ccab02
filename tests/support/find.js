// Finds the one visible thing a person would mean: by the words on it, by the field's path, or by its test name.
function find(sort, words) {
  const visible = (element) => {
    const box = element.getBoundingClientRect()
    return box.width > 0 && box.height > 0 && (element.checkVisibility?.({ visibilityProperty: true }) ?? true)
  }
  const CONTROLS = 'input, select, textarea, [contenteditable=true]'
  if (sort === 'test') return [...document.querySelectorAll(`[data-test="${words}"]`)].find(visible) || null
  if (sort === 'path') {
    unfold(words)
    const frames = [...document.querySelectorAll(`[data-test="field-${words}"]`)].filter(visible)
    return frames.flatMap((frame) => [...frame.querySelectorAll(CONTROLS)]).find(visible) || null
  }
  const plain = (text) => (text || '').replace(/\s+/g, ' ').trim()
  const named = (element) => {
    const by = element.getAttribute('aria-labelledby')
    const parts = by ? by.split(' ').map((id) => plain(document.getElementById(id)?.innerText)) : []
    return [element.getAttribute('aria-label'), ...parts, element.placeholder, element.title].map(plain)
  }
  const best = (pairs) => {
    const shown = pairs.filter(([element]) => visible(element))
    const exact = shown.find(([, names]) => names.includes(words))
    const start = shown.find(([, names]) => names.some((name) => name.startsWith(words)))
    const within = shown.find(([, names]) => names.some((name) => name.includes(words)))
    return (exact || start || within || [null])[0]
  }
  if (sort === 'field') {
    const labelled = [...document.querySelectorAll('label')].flatMap((label) => {
      const field = label.control || label.querySelector(CONTROLS)
      return field ? [[field, [plain(label.innerText)]]] : []
    })
    const fields = [...document.querySelectorAll(CONTROLS)]
    return best([...labelled, ...fields.map((field) => [field, named(field)])])
  }
  const buttons = [...document.querySelectorAll(
    'button, a, summary, [role=button], [role=tab], [role=option], [role=menuitem], [role=radio], [role=checkbox], label',
  )].filter((button) => !button.disabled && button.getAttribute('aria-disabled') !== 'true')
  return best(buttons.map((button) => [button, [plain(button.innerText), ...named(button)]]))
}

// Opens the folded part of the page that the field with this path is in, as a person would to reach it.
function unfold(path) {
  const folded = document.querySelector(`[data-test="field-${path}"]`)?.closest('details:not([open])')
  folded?.querySelector('summary')?.click()
}

// Chooses an answer in the field with this path: an option of a list, a radio button or a check box, by its words.
function answer(path, words) {
  unfold(path)
  const frame = document.querySelector(`[data-test="field-${path}"]`)
  if (!frame) return false
  const select = frame.querySelector('select')
  if (select) {
    const option = [...select.options].find((one) => one.text.trim() === words)
    if (!option) return false
    select.value = option.value
    select.dispatchEvent(new Event('input', { bubbles: true }))
    select.dispatchEvent(new Event('change', { bubbles: true }))
    return true
  }
  const label = [...frame.querySelectorAll('label')].find((one) => one.innerText.trim() === words)
  if (!label) return false
  const box = label.querySelector('input')
  if (!box.checked) box.click()
  return true
}
