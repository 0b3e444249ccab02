import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'

// The one folder that may talk to the program's core.
const coreOnlyInBackend = {
  'no-restricted-imports': ['error', {
    patterns: [{ group: ['@tauri-apps/*'], message: 'Only ui/src/backend/ talks to the core.' }],
  }],
}

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'src/backend/bindings.ts'] },
  ...tseslint.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  {
    rules: {
      ...coreOnlyInBackend,
      'no-alert': 'error',
      'no-console': 'error',
      'eqeqeq': ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 300, skipBlankLines: false }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      'vue/multi-word-component-names': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/attributes-order': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/html-indent': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/no-v-html': 'error',
      'vue/require-default-prop': 'off',
    },
  },
  { files: ['src/backend/**'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['**/*.test.ts'], rules: { 'max-lines': 'off' } },
)
