# Writes a C file that holds the content of files: the program needs nothing beside itself.
#   cmake -DOUTPUT=assets.c "-DFILES=a.html,b.css" -P embed.cmake
string(REPLACE "," ";" files "${FILES}")
set(arrays "")
set(table "")
set(number 0)
foreach(path IN LISTS files)
  get_filename_component(name ${path} NAME)
  file(READ ${path} hex HEX)
  file(SHA256 ${path} hash)
  string(SUBSTRING ${hash} 0 16 hash)
  string(LENGTH "${hex}" digits)
  math(EXPR size "${digits} / 2")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
  string(REGEX REPLACE "(('.x..',){16})" "\\1\n" bytes "${bytes}")
  string(APPEND arrays "static const char file${number}[] = {\n${bytes}'\\0'};\n")
  string(APPEND table "  {\"${name}\", \"${hash}\", {file${number}, ${size}}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUTPUT} "/* Made by web/pages/embed.cmake; change the files of web/page/ instead. */
#include \"web/assets.h\"

${arrays}
const vb_asset vb_assets[] = {
${table}};
const size_t vb_assets_count = ${number};
")
