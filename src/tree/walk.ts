/** Walking a tree without recursion: hostile input decides how deep it is. */

export interface Visitor<N> {
  /** Before the node's children. The depth of the node that the walk began at is 0. */
  enter(node: N, depth: number): void;
  /** After its children. */
  leave(node: N, depth: number): void;
}

/** Visits the node and all below it in document order. The visitor may not add or remove children of open nodes. */
export function walk<N extends { readonly children: readonly N[] }>(root: N, visitor: Visitor<N>): void {
  const open: { readonly node: N; next: number }[] = [{ node: root, next: 0 }];
  visitor.enter(root, 0);
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const child = top.node.children[top.next++];
    if (child !== undefined) {
      visitor.enter(child, open.length);
      open.push({ node: child, next: 0 });
    } else {
      open.pop();
      visitor.leave(top.node, open.length);
    }
  }
}
