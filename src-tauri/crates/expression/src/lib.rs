//! The one expression language of all assets: CEL, compiled once, checked against a schema, with the functions of the field.
