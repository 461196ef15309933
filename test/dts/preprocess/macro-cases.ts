/** Sources that are easy to get wrong, each with a word on what. They are compared with cpp where there is one. */

export const MACRO_CASES: readonly (readonly [string, string])[] = [
  [
    "spacing: the examples of the cpp internals manual",
    `#define PLUS +
#define EMPTY
#define f(x) =x=
+PLUS -EMPTY- PLUS+ f(=)
#define add(x, y, z) x + y +z;
sum = add (1,2, 3);
#define foo bar
#define bar EMPTY baz
[foo] EMPTY;
`,
  ],
  [
    "expansion in names of nodes and properties",
    `#define FOO 1
#define X x
@FOO foo@FOO n-FOO-n FOO-FOO -FOO FOO- .FOO FOO. pin_FOO
0x1e+FOO 0x1e-FOO 0x1p+FOO 1FOO 1.FOO FOO'FOO'
\\FOO \\ FOO été FOO FOOé $FOO a$FOO
#address-cells = <FOO>;
 # size-cells = <FOO>;
#FOO bar
# 33 "file" 3
`,
  ],
  [
    "every token beside every other",
    "#define I(x) x\n" +
      [
        "a",
        "L",
        "1",
        ".5",
        '"s"',
        "'c'",
        'L"s"',
        ..."+-*/%&|^!~<>=.;:?{}[]@\\$",
        "++",
        "<<",
        ">>",
        "<=",
        "->",
        "##",
        "#",
        "...",
      ]
        .flatMap((left, _, all) => all.map((right) => `I(${left})I(${right})`))
        .join("\n"),
  ],
  [
    "names beside literals",
    `#define L foo
#define u8 x
#define X x
L"X" L'X' u8"a" L X"a" X'a' u L"a"X "abc\\"X" X '\\'' X
`,
  ],
  [
    "apostrophes and quotes that nothing closes",
    `#define X x
#define L foo
#define f(x) <x>
#define Y it's /* no comment
don't /* none either
 X */ X
it's X isn't X
L'abc X
"a\\' X
' a " X ' X
f(don't)
 X) Y
`,
  ],
  [
    "self-reference",
    `#define x y
#define y x
#define a a b
#define b b a
#define n (4 + m)
#define m (2 * n)
#define z z(1)
#define f(a) a*g
#define g(a) f(a)
x y a b n m z (z) f(2)(9)
#define NIL(xxx) xxx
#define G_0(arg) NIL(G_1)(arg)
#define G_1(arg) NIL(arg)
G_0(42)
`,
  ],
  [
    "rescanning: the example of C11 6.10.3.5",
    `#define x 3
#define f(a) f(x * (a))
#undef x
#define x 2
#define g f
#define z z[0]
#define h g(~
#define m(a) a(w)
#define w 0,1
#define t(a) a
#define p() int
#define q(x) x
#define r(x,y) x ## y
#define str(x) # x
f(y+1) + f(f(z)) % t(t(g)(0) + t)(1);
g(x+(3,4)-w) | h 5) & m
(f)^m(m);
p() i[q()] = { q(1), r(2,3), r(4,), r(,5), r(,) };
char c[2][6] = { str(hello), str() };
`,
  ],
  [
    "strings and pasting: the examples of C11 6.10.3.5",
    `#define str(s) # s
#define xstr(s) str(s)
#define debug(s, t) printf("x" # s "= %d, x" # t "= %s", x ## s, x ## t)
#define INCFILE(n) vers ## n
#define glue(a, b) a ## b
#define xglue(a, b) glue(a, b)
#define HIGHLOW "hello"
#define LOW LOW ", world"
debug(1, 2);
fputs(str(strncmp("abc\\0d", "abc", '\\4') == 0) str(: @\\n), s);
xstr(INCFILE(2).h) glue(HIGH, LOW); xglue(HIGH, LOW)
#define hash_hash # ## #
#define mkstr(a) # a
#define in_between(a) mkstr(a)
#define join(c, d) in_between(c hash_hash d)
join(x, y);
#define t(x,y,z) x ## y ## z
t(1,2,3), t(,4,5), t(6,,7), t(8,9,), t(10,,), t(,11,), t(,,12), t(,,)
`,
  ],
  [
    "stringified blanks",
    `#define f(x) #x
#define s(x) f(x)
#define E
#define q(x) #y # x #x
s(a  +  b) s( (x)y) s(f(1) f(2)) s(@) s("a\\n") s(-f(x)-) s(E a E b E) s(aE) s(-E-) s(E-E-E)
f( a  "b\\n" 'c' /* d */ e
 f \\ ) f(@ \\n) q(1)
`,
  ],
  [
    "pasting that makes no token",
    `#define c(a,b) [a##b]
#define d(a,b) a##b
c(-,a) c(a,-b)c(.,.) c(&,lbl) c(@,1)c(1,@) c(#,#) c(L,"a") c(<,<) c(#,a) c("a","b") c(x,"a")
d(1,2) d(a,-) d(,) d(a,) d(,b) d(/,/) d(/,*)|
#define e x ## ## y
#define o > ##  1 -  ##  v
#define g(x) x ## ## x
e o g(2)
`,
  ],
  [
    "variable arguments",
    `#define E
#define A 1,2
#define v(a,...) a|__VA_ARGS__|
#define w(a,...) x(a, ## __VA_ARGS__)
#define n(a...) <a> [,##a]
#define m(a,b,...) [a,b,##__VA_ARGS__]
#define k(a,...) g(a, ## __VA_ARGS__ ## a)
#define l(a,b...) [a,##b,b]
v(1) v(1,) v(1,2,3) v()
w(1) w(1,) w(1,2) w() w(A,A) w(A,E) w(A,) w(A) w(E,E) w(1, w(2,3))
n() n( ) n(1,2) n(E) m(1,) m(1,2) m(1,2,) m(,,) m(,,,) m(1,2,3)
k(1) k(1,) k(1,2) k(1,2,3) l() l(1) l(1,) l(1,2) l(,,,)
`,
  ],
  [
    "__VA_OPT__",
    `#define E
#define o(a,...) <__VA_OPT__(x)>
#define p(a,...) <a ## __VA_OPT__(x y) ## a>
#define q(...) #__VA_OPT__(a  b __VA_ARGS__)
#define r(a,...) a __VA_OPT__(x a ## __VA_ARGS__ y) z
o(1) o(1,) o(1,E) o(1,2) o(1,,) p(1) p(1,2) q() q(1 , 2) r(1) r(1,) r(1,2)
#define s(x) __VA_ARGS__ __VA_OPT__(x)
s(1)
`,
  ],
  [
    "uses without parentheses, and parentheses from elsewhere",
    `#define f(x) [x]
#define e() x
#define o(x) x f
f
 (1) f f() f( ) e()e()e ()-e()1 e()a
o(1)(2) o(1) (2) o(1)2 f(o(1))(3)
f
#define g 3
(1) f
#pragma foo
(2) f
#
(3) f
#address-cells
(4) f /* a comment that is so long that it ends the stretch of text which the scanner copies */
// foo
(5)
`,
  ],
  [
    "directives among arguments",
    `#define f(x) <x> x
f( 1
#undef f
#define f(x) >x<
f(2))f(2)
f(
#address-cells = <1>;
#ifdef f
g
#else
h
#endif
)
#define g(x) x
g(
#if 1
a
#else
b
#endif
)
g(
#undef g
)g(2)
`,
  ],
  [
    "line numbers and counters",
    `#define f(x) <x __LINE__>
#define L __LINE__
__LINE__ L f(__LINE__
 L
 __LINE__

) __LINE__
#define C __COUNTER__
#define d(x) x x #x
d(C) d(__COUNTER__)
#line 100
__LINE__ __FILE__
#line 5 "foo.c"
__LINE__ __FILE__ __BASE_FILE__ __INCLUDE_LEVEL__
#define N 77
#line N "x"
__LINE__
`,
  ],
  [
    "continued lines and comments",
    `#define\tX\\
 1\\
2
X
#de\\
fine Y 3
Y X\\
X Y\\

#\\
define Z\\
(x) x
Z(1) a\\
b \\
c
#/**/define /* c
 */ V 4 /* d */ // e \\
 f
V // V \\
 V
/* c */ #define W 5
 #  define U 6 /* over
 lines */ + 7
W U /**/ #define U 8
`,
  ],
  [
    "conditionals",
    `#define ONE 1
#if ONE
#if 1 // foo
#elifdef X
#elifndef X
a
#endif
#ifdef Q
#elifndef X
b
#endif
#elif this is not even looked at
#endif
#if 0
#bad
don't /* look
#if nonsense ( here
#else
#endif
#else
c */
#endif
#if 0
#elif ONE
d
#elif 1
e
#else
g
#endif
`,
  ],
  ["no newline at the end", "#define X 1\nX"],
  ["a backslash at the end", "#define X 1\nX\\\n"],
  ["nothing", ""],
  ["returns before newlines", '#define X 1\\\r\n + 2\r\nX a\\\r\nb\r\n#ifdef X\r\n"c\r\nd"\r\n#endif\r\n'],
  ["returns alone", "a\rb\r#define X 1\rX\n"],
  ["NUL bytes", 'a\0b #\0 "x\0y" \0\n\0#define\0X 1\0\nX\n'],
  ["form feeds and vertical tabs", "\f#define\vX\f1\n\vX\f\n"],
  ["a byte order mark", "\ufeff#define X 1\nX\n"],
  [
    "expansions that look like directives",
    `#define EMPTY
#define H #
EMPTY # define X 1
X
H define X 3
X
`,
  ],
  [
    "other directives",
    `#ident "foo"
#sccs "foo"
#pragma foo bar
#pragma push_macro("X")
#define X 3
X
#pragma pop_macro("X")
X _Pragma("bar") y
#define f(x) x
f(_Pragma("a") b)
#undef __FILE__
__FILE__
#define __STDC__ 3
__STDC__
#defineX 3
`,
  ],
];

/** Sources that cpp refuses. */
export const FAULTY_CASES: readonly string[] = [
  "#define\n",
  "#define 1\n",
  "#define f(\n",
  "#define f(a\n",
  "#define f(a,)\n",
  "#define f(a,a) x\n",
  "#define f(1)\n",
  "#define f(a b)\n",
  "#define f(...,a)\n",
  "#define f(a,...\n",
  "#define defined 1\n",
  "#undef defined\n",
  "#define-cells\n",
  "#undef\n",
  "#undef 1\n",
  "#define a ## b\n",
  "#define b a ##\n",
  "#define c(x) ## x\n",
  "#define d(x) x ##\n",
  "#define r(...) __VA_OPT__(\n",
  "#define s(...) __VA_OPT__\n",
  "#define u(...) __VA_OPT__(__VA_OPT__(x))\n",
  "#define z(...) __VA_OPT__(## x)\n",
  "#define z(...) __VA_OPT__(x ##)\n",
  "#else\n",
  "#elif 1\n",
  "#endif\n",
  "#if 1\n#else\n#else\n#endif\n",
  "#if 1\n#else\n#elif 1\n#endif\n",
  "#if 0\n#else\n#elif 1\n#endif\n",
  "#if 1\n",
  "#if 0\n",
  "#ifdef\n#endif\n",
  "#ifdef 1\n#endif\n",
  "#if 0\n#elif\n#endif\n",
  "#if 0\n#elifdef\n#endif\n",
  "a /* b\n",
  "#if 1\n/* b\n#endif\n",
  "#error no\n",
  "#line x\n",
  "#line\n",
  "#line 3 foo\n",
  "#include\n",
  "#include foo\n",
  "#include <inc\n",
  '#include "inc\n',
  '#include ""\n',
  "#include <>\n",
  "#include-foo\n",
  '#include "no such file"\n',
  '#pragma GCC error "no"\n',
  "_Pragma(1)\n",
  "__has_include(<a>)\n",
  "#define f(x) x\nf(1\n",
  "#define f(x) x\nf(1,2)\n",
  "#define f(x,y) x\nf(1)\n",
  "#define f() x\nf(1)\n",
  "#define f(x,y,...) x\nf(1)\n",
];
