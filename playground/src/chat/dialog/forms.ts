/** What stands in a form, by the names of its fields. */

import type { SyntheticEvent } from 'react';

export function fieldsOf(event: SyntheticEvent<HTMLFormElement>): (name: string) => string {
  event.preventDefault();
  const fields = new FormData(event.currentTarget);
  return (name) => {
    const value = fields.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
}
