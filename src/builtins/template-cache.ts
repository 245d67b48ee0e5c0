// Format templates are nearly always literals that are used again and again.

const MAX_TEMPLATES = 256;
/** A longer template is rarely used twice, and would be kept alive here. */
const MAX_LENGTH = 1000;

/** `parse`, remembering the results of the last templates. They must not be changed by anyone. */
export function remembered<T>(parse: (template: string) => T): (template: string) => T {
  const results = new Map<string, T>();
  return (template) => {
    const known = results.get(template);
    if (known !== undefined) return known;
    const result = parse(template);
    if (template.length > MAX_LENGTH) return result;
    if (results.size >= MAX_TEMPLATES) results.clear();
    results.set(template, result);
    return result;
  };
}
