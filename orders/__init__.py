"""Orders: tables, numbers, the book that files them once and only in scope, and exports that expose nobody."""
