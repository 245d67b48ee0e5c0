0; 00; 0_0; 1; 1_000; 123456789012345678901234567890; 9007199254740991; 9007199254740992; 9007199254740993
0x0; 0xFF; 0Xff_ff; 0x_1; 0o17; 0O7_7; 0b101; 0B1_0; 0xffffffffffffffffffffff; 0b_1
1.0; 1.; .5; 1e10; 1E-10; 1e+5; 1_0.0_1e1_0; 0.0; 00.5; 01e2; 1e400; 5e-324; 1e16; 1e15; 123456789.123; 0.0001; 0.00001; 1e22; 1.5e300
1j; 1.5J; 1e3j; .5j; 00j; 01j; 0j; 10j
1if x else 2; 1or 2; 1and 2; 0x1for x in y; 1..real; 1.e5; 0xfor x
''; ""; 'a'; "a"; ''''''; """"""; '''a'''; """a"b""c"""; 'a"b'; "a'b"; 'a\'b'
'a' 'b' "c" '''d'''
('a'
 'b'
    'c')
u'a'; U'a'; u'a' 'b'; 'a' u'b'
r'\n\''; R"\x"; b'a'; B'\x00\xff'; br'\x'; Rb'\''; bR"a"; b'a' b'b' rb'\c'
'\a\b\f\n\r\t\v\\\'\"\0\7\77\377\x41\u0041\U00000041\q\
continued'
'\x00\xff\u1234\U0001F600\ud800'
b'\a\b\f\n\r\t\v\\\'\"\0\7\77\377\x41\q\
continued'
'''line one
line two \
joined
	tabbed'''
"é ü 日本 😀 \u200b ​"; 'mixed \' and "'; 'tab\tnew\nline'
f''; f'a'; f'{a}'; F"{a}b"; rf'\{a}'; fr'{a}\n'; Rf'{a:\d}'
f'{{}}'; f'{{a}}'; f'{{{a}}}'; f'a{{b}}c{d}e'
f'{a!r}'; f'{a!s}'; f'{a!a}'; f'{a:b}'; f'{a!r:b}'; f'{a:}'; f'{a!r:}'
f'{a:{b}}'; f'{a:{b}{c}}'; f'{a:>{b}.{c}}'; f'{a:x{b!r}y}'; f'{a:{b:c}}'
f'{a=}'; f'{a = }'; f'{a=!r}'; f'{a=:b}'; f'{a=!s:b}'; f'{ a + b = }c'; f'x{a=}y{b=}'
f'{a.b[c](d)}'; f'{a["b"]}'; f"{a['b']}"; f'{"a"}'; f'{"a" "b"}'; f'{"{}"}'
f'{ a }'; f'{a if b else c}'; f'{(lambda x: x)}'; f'{(a := b)}'; f'{a:=b}'; f'{a!=b}'; f'{a==b}'; f'{a<=b}'; f'{a>b}'
f'{a,}'; f'{a, b}'; f'{*a,}'; f'{*a, b}'; f'{yield}'; f'{yield a}'; f'{[a for a in b]}'; f'{a for a in b}'; f'{ {a: b}[c] }'
f'{f"{a}"}'; f'{f"""{a}"""}'; f'{"a" f"{b}"}'
'a' f'b' 'c'; f'a' f'{b}' 'c{d}'; 'a' f'{b}' f'{c}d' rf'\e'; u'a' f'{b}'; f'{a}' u'b'
f'''{a}
{b}'''; f'''
  {a}
    {b + c:{d}}
'''
f"""{a!r:>{w}} {b=}"""
('x' f'{a:b}'
 f'c{d:e{f}g}' 'h')
f'\n{a}\t'; f'\x41{a}\u0041'; f'\{a}'; f'{a}\
{b}'
f'{a:\n}'; f'{a:\x41}'
f'é{a}日{b}'; f'{"é" + é}'
f'{a:%Y-%m-%d}'; f'{a:,}'; f'{a:!r}'; f'{a:{{b}}}'.c
éé = 日本 = ª = 1; ﬁ = 2; x.ﬁ; ﬁ(ﬁ=3)
def ﬁ(ﬁ): global ſ
