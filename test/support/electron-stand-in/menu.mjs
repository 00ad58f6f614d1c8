/** Electron's Menu as data: nothing is drawn, its items can be read and clicked. */
class MenuItem {
  constructor({ submenu, click, ...fields }) {
    Object.assign(this, { label: '', type: submenu ? 'submenu' : 'normal', ...fields });
    if (submenu) this.submenu = Menu.buildFromTemplate(submenu);
    this.click = () => click?.(this, undefined, {});
  }
}

export class Menu {
  static #application = null;
  items = [];

  static buildFromTemplate(template) {
    const menu = new Menu();
    menu.items = template.map((options) => new MenuItem(options));
    return menu;
  }

  static setApplicationMenu(menu) {
    Menu.#application = menu;
  }

  static getApplicationMenu() {
    return Menu.#application;
  }

  getMenuItemById(id) {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }
}
