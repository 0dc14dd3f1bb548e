#include "searcher/command/command.h"
int vb_command_mcp(int argc, char **argv) {
  (void)argc;
  (void)argv;
  return 2;
}
