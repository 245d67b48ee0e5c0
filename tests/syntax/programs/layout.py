if a:
	b
	if c:
		d
	e
if a:
        b

if c:
    d
  \

x = 1 # é

   
	
# comment
    # comment
if x:
  y
 # odd
  z
if x:
    y

# end