import ts from 'typescript';

export interface LineCounts {
  readonly code: number;
  readonly comment: number;
  readonly blank: number;
}

/** A line with code and a comment is code; every line is exactly one of the three. */
export function lineCounts(tree: ts.SourceFile): LineCounts {
  const lines = tree.text.replace(/\n$/, '').split('\n');
  const withCode = new Set<number>();
  const mark = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return;
    const children = node.getChildren(tree);
    if (children.length > 0) return children.forEach(mark);
    const end = tree.getLineAndCharacterOfPosition(node.getEnd()).line;
    let line = tree.getLineAndCharacterOfPosition(node.getStart(tree, false)).line;
    if (node.getWidth(tree) > 0) for (; line <= end; line++) withCode.add(line);
  };
  mark(tree);
  const blank = lines.filter((line) => line.trim() === '').length;
  const code = lines.filter((line, index) => line.trim() !== '' && withCode.has(index)).length;
  return { code, blank, comment: lines.length - code - blank };
}
