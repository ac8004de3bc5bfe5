/* What WPS runs of the add-in: the button opens the pane of the server of this computer. Written in ES5: WPS has old browsers in it. */
"use strict";
var XLTRACK_ADDRESS = "@ADDRESS@";
var XLTRACK_PANE = "xltrack_pane_et"; // the storage is one for all programs of WPS, the numbers of panes are each program's own
var XLTRACK_RIGHT = 2; // msoCTPDockPositionRight: old versions have no table of such numbers

function xltrackHost() {
    if (window.Application && window.Application.CreateTaskPane) {
        return window.Application;
    }
    return window.wps;
}

function xltrackPane(host) {
    var id = Number(host.PluginStorage.getItem(XLTRACK_PANE));
    try {
        return id ? host.GetTaskPane(id) : null; // a number of an earlier day names nothing, or is refused
    } catch (error) {
        return null;
    }
}

function OnAddinLoad(ribbon) {
    var host = xltrackHost();
    if (typeof host.ribbonUI !== "object") {
        host.ribbonUI = ribbon;
    }
    return true;
}

function OnAction(control) {
    var host = xltrackHost(), pane;
    if (control.Id !== "xltrackOpen") {
        return true;
    }
    pane = xltrackPane(host);
    if (pane) {
        pane.Visible = !pane.Visible;
        return true;
    }
    pane = host.CreateTaskPane(XLTRACK_ADDRESS);
    host.PluginStorage.setItem(XLTRACK_PANE, pane.ID);
    pane.DockPosition = XLTRACK_RIGHT;
    pane.Visible = true;
    return true;
}

function GetImage() {
    return "icon.png";
}
