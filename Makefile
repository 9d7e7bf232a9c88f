# wirecopy: plain GNU make. `make` builds build/wirecopy, libwirecopy.a and libwirecopy.so.
#
#   make deps      install the Debian packages that are missing
#   make check     deps, build, all tests        make demo      deps, build, the main job
#   make lint      format, module order, rules   make format    reformat the sources
#   make bench     benchmarks                    make install   PREFIX=/usr/local DESTDIR=
#
# Variables: CC CFLAGS CPPFLAGS LDFLAGS SANITIZE=address,undefined|thread WERROR=1 V=1 BUILD=dir

VERSION  := 0.1.0
PREFIX   ?= /usr/local
CFLAGS   ?= -O2 -g
BUILD    ?= build
SANITIZE ?=
PKGS     := lmdb libxxhash libzstd libisal libpsl libarchive libbrotlidec libxml-2.0 uchardet libmicrohttpd

ifdef WERROR
ERROR  := -Werror
endif
WARN   := $(ERROR) -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wcast-qual -Wpointer-arith -Wvla \
          -Wformat=2 -Wundef -Wwrite-strings -Wnull-dereference -fno-common
CWARN  := $(WARN) -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition

PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null)
ALL_CPP  = -Iinclude -Isrc -D_GNU_SOURCE $(PKG_CFLAGS) $(CPPFLAGS)
ALL_C    = -std=c11 $(CWARN) -fvisibility=hidden -fPIC -pthread $(SAN) $(CFLAGS)
ALL_LD   = -pthread $(SAN) $(LDFLAGS)
LIBS     = $(PKG_LIBS) -lm
ifneq ($(SANITIZE),)
SAN     := -fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=undefined
else
HARDEN  := -D_FORTIFY_SOURCE=2 -fstack-protector-strong
ALL_C   += $(HARDEN)
ALL_LD  += -Wl,-z,relro,-z,now
endif

Q := $(if $(V),,@)
say = $(if $(V),,@echo '  $(1)	$(2)')

LIB_DIRS := base sketch article input index match api
LIB_C    := $(sort $(foreach d,$(LIB_DIRS),$(wildcard src/$(d)/*.c)))
CLI_C    := $(sort $(wildcard src/cli/*.c))
LIB_OBJ  := $(LIB_C:%.c=$(BUILD)/%.o)
# The library hides its internal names, so what the program shares with it is linked a second time.
SHARED_OBJ := $(addprefix $(BUILD)/src/base/,json_write.o buf.o grow.o output.o)
CLI_OBJ   = $(CLI_C:%.c=$(BUILD)/%.o) $(REPORT_OBJ) $(SERVE_OBJ) $(SHARED_OBJ)

.PHONY: all
all: $(BUILD)/wirecopy $(BUILD)/libwirecopy.a $(BUILD)/libwirecopy.so

include src/report/report.mk
include src/serve/serve.mk

$(BUILD)/%.o: %.c
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPP) $(ALL_C) -MMD -MP -c -o $@ $<

# The static library is one relocatable object whose hidden symbols were made local, so that our
# internal names (buf_append, arena_reset, ...) cannot clash with a user's.
$(BUILD)/libwirecopy.a: $(LIB_OBJ)
	$(call say,AR,$@)
	$(Q)$(LD) -r -o $(BUILD)/libwirecopy.o $(LIB_OBJ)
	$(Q)objcopy --localize-hidden $(BUILD)/libwirecopy.o
	$(Q)rm -f $@ && $(AR) rcs $@ $(BUILD)/libwirecopy.o

$(BUILD)/libwirecopy.so: $(LIB_OBJ)
	$(call say,LD,$@)
	$(Q)$(CC) -shared -Wl,-soname,libwirecopy.so.0 $(ALL_LD) -o $@ $(LIB_OBJ) $(LIBS)

$(BUILD)/wirecopy: $(CLI_OBJ) $(BUILD)/libwirecopy.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LD) -o $@ $(CLI_OBJ) $(BUILD)/libwirecopy.a $(LIBS)

-include $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d)

include tests/tests.mk
include bench/bench.mk
include tools/tools.mk
include tools/install.mk
include demo/demo.mk
