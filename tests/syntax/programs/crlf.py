a = 1
if a:
    b = """x
y"""
    c

d = f"""{a}
{b=
}"""
e = "a\
b"
f(
  1)
