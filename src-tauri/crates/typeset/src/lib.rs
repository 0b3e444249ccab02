//! Official documents: a form and its values become laid-out pages and a PDF. Pure: fonts and dates are parameters.
