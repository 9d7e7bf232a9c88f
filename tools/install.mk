# make install and make uninstall: PREFIX (/usr/local) and DESTDIR say where.

bindir     := $(DESTDIR)$(PREFIX)/bin
libdir     := $(DESTDIR)$(PREFIX)/lib
includedir := $(DESTDIR)$(PREFIX)/include
mandir     := $(DESTDIR)$(PREFIX)/share/man
bashdir    := $(DESTDIR)$(PREFIX)/share/bash-completion/completions
zshdir     := $(DESTDIR)$(PREFIX)/share/zsh/site-functions
fishdir    := $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
SONAME     := libwirecopy.so.0
MAN_PAGES  := $(sort $(wildcard man/*.[0-9]))

COMPLETIONS := $(BUILD)/completion/wirecopy.bash $(BUILD)/completion/_wirecopy \
               $(BUILD)/completion/wirecopy.fish

.PHONY: completions install uninstall
completions: $(COMPLETIONS)

$(BUILD)/completion/wirecopy.bash: $(BUILD)/wirecopy
	$(Q)mkdir -p $(@D)
	$(Q)$< completion bash > $@

$(BUILD)/completion/_wirecopy: $(BUILD)/wirecopy
	$(Q)mkdir -p $(@D)
	$(Q)$< completion zsh > $@

$(BUILD)/completion/wirecopy.fish: $(BUILD)/wirecopy
	$(Q)mkdir -p $(@D)
	$(Q)$< completion fish > $@

install: all $(COMPLETIONS)
	install -d $(bindir) $(libdir)/pkgconfig $(includedir) $(bashdir) $(zshdir) $(fishdir)
	install -m 755 $(BUILD)/wirecopy $(bindir)/wirecopy
	install -m 644 include/wirecopy.h $(includedir)/wirecopy.h
	install -m 644 $(BUILD)/libwirecopy.a $(libdir)/libwirecopy.a
	install -m 755 $(BUILD)/libwirecopy.so $(libdir)/libwirecopy.so.$(VERSION)
	ln -sf libwirecopy.so.$(VERSION) $(libdir)/$(SONAME)
	ln -sf $(SONAME) $(libdir)/libwirecopy.so
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' wirecopy.pc.in >$(libdir)/pkgconfig/wirecopy.pc
	chmod 644 $(libdir)/pkgconfig/wirecopy.pc
	for page in $(MAN_PAGES); do \
	    install -D -m 644 $$page $(mandir)/man$${page##*.}/$${page##*/} || exit 1; \
	done
	[ -n "$(DESTDIR)" ] || ldconfig 2>/dev/null || true
	install -m 644 $(BUILD)/completion/wirecopy.bash $(bashdir)/wirecopy
	install -m 644 $(BUILD)/completion/_wirecopy $(zshdir)/_wirecopy
	install -m 644 $(BUILD)/completion/wirecopy.fish $(fishdir)/wirecopy.fish

uninstall:
	rm -f $(bindir)/wirecopy $(includedir)/wirecopy.h $(libdir)/libwirecopy.a \
	    $(libdir)/libwirecopy.so $(libdir)/$(SONAME) $(libdir)/libwirecopy.so.$(VERSION) \
	    $(libdir)/pkgconfig/wirecopy.pc $(bashdir)/wirecopy $(zshdir)/_wirecopy \
	    $(fishdir)/wirecopy.fish
	for page in $(MAN_PAGES); do rm -f $(mandir)/man$${page##*.}/$${page##*/}; done
